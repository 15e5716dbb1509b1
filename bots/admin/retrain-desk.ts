import type { TrainingSetView } from '../../activities/training/snapshot';
import type { RetrainDesk } from '../../temporal/retrain-desk';

/** What the commands of retraining and the buttons of approval cards need. */
export interface RetrainBotDesk extends RetrainDesk {
  /** The training set as it is now. @throws SheetUnavailable while the sheets could not be read for a while */
  readiness(): Promise<TrainingSetView>;
}
