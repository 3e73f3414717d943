// Reads the mementos of an address with memento-client, and prints as JSON what
// that made of them: usage: node memento.js MODULES SITE ADDRESS [TIME]
'use strict';
const [modules, site, address, time] = process.argv.slice(2);
const memento = require(modules + '/memento-client');
const options = time ? { host: site + '/timegate/', time: new Date(time) } : { host: site + '/timemap/link/' };
memento(address, options, (err, list) => {
  if (err) throw err;
  process.stdout.write(JSON.stringify(list));
});
