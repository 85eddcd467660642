// Starts dynalite for LocalCloud: node start.js FOLDER SOCKET PID
// Listens on a Unix socket and on no port: dynalite takes any signature, any Host and any Origin, so only the file system can say
// who may talk to it. Says one line when it listens, and ends when its standard input does, or soon after process PID, which
// started it: it never outlives that.
'use strict'

const fs = require('node:fs')
const nodePath = require('node:path')
const { Worker } = require('node:worker_threads')
const { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } = require('abstract-level')
const stores = require('dynalite/db')
const dynalite = require('dynalite')
const { Level } = require('level')
const { parseOnce } = require('./expressions')
const { keepAtHand } = require('./tables')

// Seen of dynalite 4.0.0 with abstract-level 3.1.1: it ends every read by the iterator's "return", where these have "close" alone.
// An iterator that stays open pins all that is deleted after it, in memory and in the folder.
for (const type of [AbstractIterator, AbstractKeyIterator, AbstractValueIterator]) {
  type.prototype.return ??= function () { return this.close() }
}

const createStore = stores.create
stores.create = (options) => keepAtHand(createStore(options))
parseOnce(require('dynalite/db/updateParser'))
parseOnce(require('dynalite/db/conditionParser'))

// A folder up to this size is not worth a second of a start.
const MOST_BYTES_AS_IT_IS = 32 * 1024 * 1024

const [path, socket, startedBy] = process.argv.slice(2)

process.umask(0o077)

new Worker(nodePath.join(__dirname, 'watch.js'), { workerData: { startedBy: Number(startedBy) } }).unref()

process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))
process.stdin.resume()

// Ctrl-C goes to every process of the terminal. Whoever started this one may still have something to write: only the end
// of standard input counts.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {})

// After a kill -9 the one before may need a moment to let go of the folder.
async function folderIsFree () {
  for (let tries = 0; ; tries++) {
    const database = new Level(path)
    try {
      await database.open()
      await compact(database)
      await database.close()
      return
    } catch (error) {
      if (tries === 50) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

// What was written over or deleted is still in the folder, much of it where an earlier version left iterators open.
async function compact (database) {
  const bytes = fs.readdirSync(path).reduce((sum, file) => sum + (fs.statSync(nodePath.join(path, file), { throwIfNoEntry: false })?.size ?? 0), 0)
  if (bytes <= MOST_BYTES_AS_IT_IS) return
  console.log(`compacting ${Math.ceil(bytes / 1024 / 1024)} MiB`)
  await database.compactRange('', '\uffff')
}

folderIsFree().then(() => {
  const server = dynalite({ path, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  server.on('error', fail)
  // A kill -9 leaves the file behind; the folder is free, so nobody listens on it.
  fs.rmSync(socket, { force: true })
  server.listen(socket, () => {
    fs.chmodSync(socket, 0o600)
    console.log('listening')
  })
}, fail)

function fail (error) {
  console.error(error.cause ? `${error.message}: ${error.cause.message}` : error.message)
  process.exit(1)
}
