'use strict';
const { Socket } = require('node:net');

/**
 * Loaded into every process of the tests under Wine: Wine 8 does not support TCP keep-alive intervals, so setting one fails
 * and ends the connection. The station does not depend on it.
 */
Socket.prototype.setKeepAlive = function setKeepAlive() {
  return this;
};
