// Imported before anything that loads LightGBM, whose OpenMP threads would else spin while they are idle and take the
// processor from the event loop. Read once, when the library is loaded.
process.env.OMP_WAIT_POLICY ??= 'passive';
