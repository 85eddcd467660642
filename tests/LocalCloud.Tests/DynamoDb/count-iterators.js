// node count-iterators.js START ARGUMENTS: runs start.js, counts the iterators that are open, and says how many at each SIGUSR2.
'use strict'

const nodePath = require('node:path')
const { AbstractIterator, AbstractKeyIterator, AbstractLevel, AbstractValueIterator } =
  require(require.resolve('abstract-level', { paths: [nodePath.dirname(process.argv[2])] }))

// Work of the event loop that a close may still be waiting for.
const MOST_TURNS = 1000
const open = new Set()
let made = 0

for (const kind of ['iterator', 'keys', 'values']) {
  const make = AbstractLevel.prototype[kind]
  AbstractLevel.prototype[kind] = function (...options) {
    const iterator = make.apply(this, options)
    open.add(iterator)
    made++
    return iterator
  }
}

for (const type of [AbstractIterator, AbstractKeyIterator, AbstractValueIterator]) {
  const close = type.prototype.close
  type.prototype.close = async function () {
    await close.call(this)
    open.delete(this)
  }
}

process.on('SIGUSR2', async () => {
  for (let turn = 0; turn < MOST_TURNS && open.size > 0; turn++) await new Promise((resolve) => setImmediate(resolve))
  console.log(`${open.size} of ${made} iterators are open`)
})

process.argv.splice(1, 1)
require(process.argv[1])
