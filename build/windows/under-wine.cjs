'use strict';
const { Socket } = require('node:net');

/**
 * Loaded into every process of the tests under Wine: Wine 8 knows no timer for TCP keep-alive, so setting one fails and ends the
 * connection. Nothing of the station rests on it.
 */
Socket.prototype.setKeepAlive = function setKeepAlive() {
  return this;
};
