import type { PackageManager, PackagesAnswer } from '@aligera/backend/src/inspection-answers.ts';
import { managerWords } from '../../display/inspection-words.ts';
import { GroupList } from '../reclaimable/group-list.tsx';

/** Package managers by bytes; each narrows the list. */
export function ManagerList(props: {
  sums: PackagesAnswer['byManager'];
  chosen: PackageManager | null;
  onChoose: (manager: PackageManager | null) => void;
}) {
  return (
    <GroupList
      title="Manager"
      countWord="package"
      groups={props.sums.map(({ manager, packages, bytes }) => ({
        key: manager,
        title: managerWords[manager],
        note: null,
        bytes,
        files: packages,
      }))}
      chosen={props.chosen}
      onChoose={props.onChoose}
    />
  );
}
