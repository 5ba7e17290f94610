// Every script imports this first, before anything that an old Node cannot parse.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    'Card Desk needs Node 20.19 or newer to build and test; this is Node ' +
      process.versions.node +
      '. Get a newer one from https://nodejs.org and run the command again.',
  );
  process.exit(1);
}
