export { fillRandom, seedRandom } from './math';
export { learnRows, setUpRoom, setUpSizes, setUpWeights } from './network-step';
export { descend } from './linear-pass';
export { readNetwork } from './read';
