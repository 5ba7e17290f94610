import { memo, type ReactElement } from 'react';
import { assertNever } from '../../shared/assert-never.js';
import { ApproveBinding } from './approve-binding.js';
import { ConfirmDialog } from './confirm-dialog.js';
import { useDrawnStep } from './drawn-step.js';
import { FailedDialog } from './failed-dialog.js';

/** The dialog of what the operator is doing, of which there is at most one. A new kind of step does not compile without its dialog. */
export const DeskDialogs = memo(function DeskDialogs(): ReactElement | null {
  const step = useDrawnStep();
  switch (step.step) {
    case 'choosing':
      return null;
    case 'confirming':
    case 'sending':
      return <ConfirmDialog step={step} />;
    case 'failed':
      return <FailedDialog step={step} />;
    case 'approving':
      return <ApproveBinding step={step} />;
    default:
      return assertNever(step);
  }
});
