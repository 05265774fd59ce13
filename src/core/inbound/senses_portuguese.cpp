#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "nao n nem nunca nada nenhum nenhuma jamais ñ num sem naum"},
    {Sense::more, "novo voltar voltem voltarem mais nada futuro futuras novamente outra diante"},
    {Sense::cease,
     "parem pare parar deix* deixem deixe deixar cess* cessar cessem acabem acabe acabar chega basta "
     "abstenham* abster abstenha suspend* interromp* desist* terminem parassem para_de para_com"},
    {Sense::send,
     "enviassem mandassem escrevessem contactassem contatassem ligassem contactad* contatad* incomodad* perturbad* "
     "mandar mandem mande manda mandando mandarem enviar enviem envie "
     "enviarem enviando envio envios escrever "
     "escrevam escreva escreverem contactar contactem contacte contatar contatem contate contactarem incomodar "
     "incomodem incomode chatear chateiem chateie ligar liguem ligue perturbar perturbem spamar avisar avisem "
     "lembrar lembrem lembrarem remeter encaminhar encher encham bombardear importunar remessa notificar "
     "insistam insistir"},
    {Sense::mail,
     "inqueritos pesquisas promo promocao catalogos anuncios mensagem mensagens msg msgs sms email emails mail mails "
     "correio correios newsletter newsletters "
     "publicidade publicidades propaganda propagandas comunicacao comunicacoes notificacao notificacoes "
     "spam lembretes avisos comerciais publicitarias promocionais informativos informativo zap zaps "
     "torpedos torpedo boletim boletins mailing mailings e_mail whatsapps whats ofertas promocoes promos "
     "alertas alerta opcoes convites convite"},
    {Sense::these,
     "dessas desses destas deste desta dessa desse tudo todas todos isto isso estes estas esses essas disso disto"},
    {Sense::remove,
     "risque tir* tirar tirem remov* remocao retir* retirem exclu* exclus* elimin* eliminem apag* apaguem risc* "
     "risquem suprim* esquec* delet* cancele_meu bloque* descadastr* abat* saqu* remove baixa"},
    {Sense::me, "me nos mim esse eu"},
    {Sense::own,
     "num tel cel numero numeros nr email emails mail contacto contato telefone telemovel celular endereco dados "
     "zap "
     "e_mail cadastro"},
    {Sense::list,
     "lista listas base bases cadastro cadastros sistema newsletter mailing registos registros contactos "
     "contatos ficheiro ficheiros banco agenda arquivo arquivos distribuicao difusao grupo envios mensagens "
     "inscritos assinantes subscricao transmissao"},
    {Sense::from, "da do das dos de dessa desse desta deste dessas desses vossa vossas vosso vossos sua d"},
    {Sense::off, "fora dai daqui ai dali disso disto"},
    {Sense::unsubscribe, "descadastr* desinscr* dessubscr* descadastramento desubscr*"},
    {Sense::want,
     "necessario necessarios necessaria necessarias quero queremos desejo desejamos gostaria gostava pretendo "
     "pretendemos preciso precisamos autorizo "
     "autorizei autorizamos consinto interessa aceito interesse"},
    {Sense::receive, "receber recebendo recebe-los ter recebermos receba"},
    {Sense::needless,
     "nao_precisa nao_precisam n_precisa escusam escusa escusado dispenso e_necessario dispensamos nao_vale "
     "desnecessario precisa_mais precisam_de"},
    {Sense::ask,
     "por_favor pedi pedido favor peco pedimos pede solicito solicitamos agradeco agradecia agradecemos requeiro exijo "
     "quero "
     "queria "
     "queremos gostaria gostava pfv pf intimar intimo notifico interpelo venho pretendo desejo faz_favor pfvr "
     "pfvor agora"},
    {Sense::first, "eu nos_"},
    {Sense::consent, "consentimento autorizacao permissao"},
    {Sense::revoke, "revog* retir* revogar anul*"},
    {Sense::less, "menos uma_vez"},
    {Sense::rather, "melhor vez_de lugar preferia prefiro preferir*"},
    {Sense::channel, "mail email ligacao ligar liguem ligam ligassem telefone whatsapp sms carta chamada telefonem"},
    {Sense::cancel, "cancel* anul* cancelamento anulacao"},
    {Sense::newsletter, "newsletter newsletters boletim"},
    {Sense::none, "nada_de nem nenhum nenhuma nao_mais"},
    {Sense::erase,
     "risquem risque esquecam tir* tirar remov* remocao retir* exclu* elimin* apag* risc* suprim* delet* descadastr*"},
    {Sense::my, "esta esse essa meu minha meus minhas nosso nossa este"},
    {Sense::call, "chamadas chamada ligacoes ligar liguem ligue ligarem"},
    {Sense::matter,
     "formulario formularios documento folha ficha cirurgia operacao intervencao foto fotos vacina estudo "
     "participacao"},
    {Sense::pause, "desativ* deslig* desactiv* silenci* paus* suspend* pausa"},
    {Sense::reminder, "lembrete aviso"},
    {Sense::need, "precisas precisam preciso precisamos precisa necessario precisar"},
    {Sense::remind, "lembrar lembrem lembrarem lembres"},
    {Sense::may, "podem pode podes poderiam poderia"},
    {Sense::name, "nome"},
    {Sense::about, "sobre"},
    {Sense::offer, "ofertas opcoes"},
});

}  // namespace

std::span<SenseWords const> portuguese_senses()
{
    return words;
}

}  // namespace automation::core::inbound
