// One replication into LevelDB, as an application that keeps the catalogue would do it: `node pull.js URL FOLDER`. Says how many rows.
const PouchDB = require("pouchdb");

const [url, folder] = process.argv.slice(2);

new PouchDB(folder).replicate.from(new PouchDB(url)).then((done) => {
  if (!done.ok || done.doc_write_failures) throw new Error(JSON.stringify(done));
  console.log(done.docs_written);
  process.exit(0);
});
