#include "core/inbound/senses.hpp"

#include <array>

namespace automation::core::inbound {

namespace {

constexpr auto words = std::to_array<SenseWords>({
    {Sense::no, "no ni nunca jamas nada ningun ninguna sin tampoco q_no"},
    {Sense::more, "de_nuevo otra_vez vuelvan vuelva volver vuelvas mas nada ya adelante futuro sucesivo nuevamente"},
    {Sense::cease,
     "dej* ces* cesar cesen cese detener detengan detenga parar paren pare paren_de parad parad_de basta "
     "abstenga* absten* interrump* suspend* terminen terminar acaben acabad finalizar finalicen corten "
     "cortenla cortarla para_de para_con"},
    {Sense::send,
     "escribieran mandaran enviaran mandasen enviasen enviaseis mandaseis escribieseis contactasen contactaran "
     "avisaran contactad* molestad* contactados mandar manden mandeis mande mandes mandarme mandarnos manda mandan "
     "mandando "
     "mandado enviar envien "
     "envieis envie envies enviarme enviarnos envian enviando envio envios remitir remitan remision escribir "
     "escriban escribais escriba escribas escribirme escribirnos escribiendo contactar contacten contacteis "
     "contactarme contacto molestar molesten molesteis molestarme molesta molestes llamar llamen llamarme "
     "spamear avisar avisarme avisen recordar recordarme recuerden recordarnos hinchar acosar bombardear jodan "
     "joder jodiendo comunicarse contactarnos remitirme remitirnos notificar notificarme insistan insistais insistas "
     "insistir"},
    {Sense::mail,
     "encuestas promo catalogos anuncios publi mensaje mensajes mensajitos mensajito sms correo correos email emails "
     "mail mails publicidad "
     "publicidades propaganda propagandas boletin boletines newsletter newsletters comunicacion "
     "comunicaciones notificacion notificaciones spam avisos recordatorios informacion whatsapp whatsapps "
     "whats publicitarios publicitario promocionales circulares circular wasaps wasap mailing mailings "
     "sms_es envios comerciales ofertas promociones novedades promos alertas invitacion invitaciones"},
    {Sense::these, "todo todos todas recibirlos recibirlas recibirlo esto estos estas eso esos esas los las"},
    {Sense::remove,
     "saques sacas borras borres borreis borrais borrareis saqueis saqueisme saquen saque saqueme saquennos sacar "
     "sacad sacame sacadme sacadnos "
     "saca sacarme sacarnos borren borre borra "
     "borrar borrad borrame borrenme borrarme borralo borrenlo borrenlos borradme borradnos borrarnos boren borrenos "
     "borrennos elimin* quit* sacar* suprim* suprimir retir* excluy* excluir* baja bajen* tach* "
     "saquenme remuev* remover* desapunt* olvid* dadme eliminacion supresion den_de"},
    {Sense::me, "me nos conmigo"},
    {Sense::own,
     "num tel numero numeros nro correo correos email mail direccion direcciones datos telefono celular movil "
     "contacto casilla"},
    {Sense::list,
     "lista listas base bases fichero ficheros registro registros sistema boletin newsletter mailing "
     "distribucion contactos agenda archivo archivos envios correos mensajes difusion suscriptores suscripcion "
     "grupo listado listados"},
    {Sense::from, "de del desde sus su d"},
    {Sense::off, "fuera ahi aqui aca alli"},
    {Sense::unsubscribe,
     "desuscri* dessuscri* desapunt* desinscri* desubscri* desafili* darme_de darnos_de dar_de denme_de "
     "dadme_de deme_de dame_de den_de dado_de dada_de doy_de damos_de tramiten_mi darme_la"},
    {Sense::want,
     "necesario necesaria necesarios necesarias quiero queremos deseo deseamos quisiera necesito interesa autorizo "
     "autorizado autorizacion solicito "
     "consiento acepto gustaria acuerdo kiero"},
    {Sense::receive, "recibir recibirlos recibirlas recibiendo recibo tener reciba resibir"},
    {Sense::needless,
     "hace_falta es_necesario no_necesito no_precisa no_hace innecesario no_tiene_sentido no_vale ahorrense "
     "ahorraos no_insistan"},
    {Sense::ask,
     "por_favor pedi pidio favor ruego rogamos rogaria solicito solicitamos pido pedimos quiero queremos agradeceria "
     "agradecere "
     "requiero exijo porfa quisiera deseo intimo requerimos requiere insto inst* conmino solicita exigimos "
     "porfavor pf necesito agradezco"},
    {Sense::first, "yo nosotros"},
    {Sense::consent, "consentimiento autorizacion permiso"},
    {Sense::revoke, "retir* revoc* anul*"},
    {Sense::less, "menos una_vez"},
    {Sense::rather, "mejor lugar preferir* prefiero sino vez_de"},
    {Sense::channel, "mail email correo llamada llamar* llamen llameis telefono whatsapp sms carta llamaran"},
    {Sense::cancel, "cancel* anul* cancelacion baja"},
    {Sense::newsletter, "newsletter boletin"},
    {Sense::none, "nada_de ningun ninguna nada no_mas"},
    {Sense::erase,
     "borreis borrais borrareis saqueis saqueisme saquen saquenme saquennos sacarme sacame sacadme sacadnos sacarnos "
     "borren borre borra borrar borrad borrame "
     "borrenme borrarme borralo borrenlo borrenlos borradme borradnos borrarnos boren borrenos borrennos olviden "
     "olvide olvidad elimin* quit* sacar* sacad* suprim* retir* excluy* excluir* remuev* remover* "
     "desapunt* "
     "eliminacion supresion"},
    {Sense::my, "esta ese esa mi mis nuestro nuestra nuestros nuestras mio este"},
    {Sense::call, "llam*"},
    {Sense::matter,
     "formulario formularios documento hoja impreso tratamiento_medico operacion intervencion foto fotos "
     "cirugia vacuna estudio participacion"},
    {Sense::pause, "desactiv* apag* silenci* paus* suspend* pausa"},
    {Sense::reminder, "recordatorio aviso"},
    {Sense::need, "hace_falta necesito necesitamos necesita falta necesario"},
    {Sense::remind, "recordar recordarme recuerden recuerdes recordarnos recuerde"},
    {Sense::may, "pueden puedes podeis podrian puede podria"},
    {Sense::name, "nombre"},
    {Sense::about, "sobre"},
    {Sense::offer, "ofertas"},
});

}  // namespace

std::span<SenseWords const> spanish_senses()
{
    return words;
}

}  // namespace automation::core::inbound
