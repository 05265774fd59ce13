/* connection.js — a connection of smtp-server that can fail on command in every state of the dialogue. */
'use strict';

const {SMTPServer} = require('smtp-server');
const {SMTPConnection} = require('smtp-server/lib/smtp-connection.js');

const STATE_OF = {EHLO: 'ehlo', HELO: 'ehlo', STARTTLS: 'starttls', AUTH: 'auth', MAIL: 'mail', RCPT: 'rcpt', DATA: 'data'};

class FaultyConnection extends SMTPConnection {
    /* Without the pause in which smtp-server listens for those who talk too soon. */
    init() {
        this._setListeners(() => this.connectionReady());
    }

    _sendGreeting() {
        this._server.double.stats.connections++;
        if (!this.fails('greeting')) super._sendGreeting();
    }

    _onCommand(command, callback) {
        const line = command.toString();
        const verb = line.split(' ', 1)[0].toUpperCase();
        if (!this._nextHandler) this._server.double.stats.commands.push(verb === 'AUTH' ? line.split(' ', 2).join(' ') : line);
        const state = STATE_OF[verb];
        if (!this._nextHandler && state !== undefined && this.fails(state, line)) return callback?.();
        return super._onCommand(command, callback);
    }

    handler_DATA(command, callback) {
        super.handler_DATA(command, callback);
        if (this._dataStream && this._server.double.due('text', this.recipients())) {
            this._dataStream.once('data', () => this.fails('text', this.recipients()));
        }
    }

    recipients() {
        return this.session.envelope.rcptTo.map(({address}) => address).join(' ');
    }

    /** True when the fault that is set belongs here: it has happened then. */
    fails(state, about = '') {
        const fault = this._server.double.take(state, about);
        if (fault === undefined) return false;
        if (fault.drop) this._socket.destroy();
        if (fault.reply !== undefined) this._socket.write(`${fault.reply}\r\n`);
        if (fault.reply?.startsWith('421') || (state === 'greeting' && fault.reply !== undefined)) this._socket.end();
        return true;
    }
}

class FaultyServer extends SMTPServer {
    constructor(options, double) {
        super(options);
        this.double = double;
    }

    connect(socket, options) {
        const connection = new FaultyConnection(this, socket, options);
        this.connections.add(connection);
        connection.on('error', () => {});
        connection.init();
    }
}

module.exports = {FaultyServer};
