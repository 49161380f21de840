/** The only file that touches `process`. */
console.log('memsim');
