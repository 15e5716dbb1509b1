import { fingerprintValue } from '../../../ml/fingerprint';
import { DEFAULT_TRAIN_OPTIONS } from '../../../ml/options';
import { FIXED_SETTINGS, STUDENT_SPACE, trainOptionsOf } from '../../../ml/tuner/student-space';

test('every option of the space has a fixed value within its range, and they are the default options', () => {
  expect(Object.keys(FIXED_SETTINGS).sort()).toEqual(Object.keys(STUDENT_SPACE).sort());
  for (const [name, { low, high }] of Object.entries(STUDENT_SPACE)) {
    const value = FIXED_SETTINGS[name as keyof typeof STUDENT_SPACE];
    expect([name, value >= low && value <= high]).toEqual([name, true]);
  }
  const named = trainOptionsOf(FIXED_SETTINGS);
  expect(fingerprintValue(named)).toBe(fingerprintValue(DEFAULT_TRAIN_OPTIONS));
});

test('class weights of each member are searched: those of the trees, too; what is not named stays as it is', () => {
  const { trees, linear, network } = trainOptionsOf({ trees_balance: 0.5, linear_balance: 1 });
  expect([trees.balance, linear.balance, network.balance]).toEqual([0.5, 1, DEFAULT_TRAIN_OPTIONS.network.balance]);
  expect(trainOptionsOf({ linear_balance: 1 }).trees).toEqual(DEFAULT_TRAIN_OPTIONS.trees);
});
