// Keeps the definitions of tables at hand: dynalite 4.0.0 reads and parses that of a call's table for every call, a seventh of all its
// work here. Whoever reads or writes items only looks at it; whoever changes a table gets it anew.
'use strict'

function keepAtHand (store) {
  const { getTable, tableDb } = store
  const { put, del } = tableDb
  const known = new Map()
  let changes = 0

  store.getTable = (name, checkStatus, callback) => {
    if (typeof checkStatus !== 'function') return getTable(name, checkStatus, callback)
    if (known.has(name)) return checkStatus(null, known.get(name))

    const before = changes
    getTable(name, (error, table) => {
      if (!error && before === changes) known.set(name, table)
      checkStatus(error, table)
    })
  }
  tableDb.put = (name, table, callback) => put(name, table, changed(name, callback))
  tableDb.del = (name, callback) => del(name, changed(name, callback))

  // Forgotten before the change and after it: a read beside it may have seen either.
  function changed (name, callback) {
    forget(name)
    return (...answer) => {
      forget(name)
      callback(...answer)
    }
  }

  function forget (name) {
    changes++
    known.delete(name)
  }

  return store
}

module.exports = { keepAtHand }
