import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { PeoplePanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { allFilters } from '@outpost/domain/kernel/reports/report-question';
import { helpListFilter } from '@outpost/domain/kernel/catalogue/helping/help-questions';
import type { HelpNeed, PersonInNeed } from '@outpost/domain/kernel/catalogue/helping/who-needs-help';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { loadable, LoadBoundary } from '@outpost/ui/loading/loadable';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { usePeopleEntities } from '../../people/use-people.ts';
import { useCatalogue, useEntity } from '../../records/use-entity.ts';
import { kindParams } from '../../window/kind-params.ts';
import { HomeSection, NothingToShow } from '../home-section.tsx';
import type { LateRecords } from './hand-over.tsx';
import { HelpAct } from './help-act.tsx';
import { helpWords } from './help-words.ts';
import { type Help, useHelp } from './use-help.ts';
import classes from './people.module.css';

const HandOver = loadable(async () => (await import('./hand-over.tsx')).HandOver);

/** A panel of the home page: the people of the viewer's teams who may need help, with the reasons and an act for each. */
export function PeopleSection({ panel }: { readonly panel: PeoplePanel }) {
  const formats = useFormats();
  const help = useHelp(panel);
  const { people = [], inNeed = [] } = help ?? {};
  const [late, handOver] = useState<LateRecords>();
  const note = inNeed.length === 0 ? undefined : `${formats.count(inNeed.length)} of ${formats.plural(people.length, 'person', 'people')}`; // prettier-ignore
  return (
    <HomeSection title={panel.title} note={panel.note ?? note}>
      {help && inNeed.length === 0 ? (
        <NothingToShow>{people.length === 0 ? 'There is nobody else in your teams.' : panel.none}</NothingToShow>
      ) : null}
      <ul className={classes.people}>
        {inNeed.slice(0, panel.most).map((one) => {
          const person = people.find(({ id }) => id === one.person);
          return help && person ? (
            <PersonLine key={one.person} panel={panel} help={help} one={one} person={person} onHandOver={handOver} />
          ) : null;
        })}
      </ul>
      {inNeed.length > panel.most ? (
        <p className={classes.faint}>{formats.count(inNeed.length - panel.most)} more may need help.</p>
      ) : null}
      {help?.isCut === true ? (
        <p className={classes.faint}>There are more records than this panel counts. The reports count all of them.</p>
      ) : null}
      {late ? (
        <LoadBoundary>
          <HandOver late={late} onClose={() => handOver(undefined)} />
        </LoadBoundary>
      ) : null}
    </HomeSection>
  );
}

type PersonProps = {
  readonly panel: PeoplePanel;
  readonly help: Help;
  readonly one: PersonInNeed;
  readonly person: ShownRecord;
  readonly onHandOver: (late: LateRecords) => void;
};

/** A person with the reasons for which they may need help. */
function PersonLine({ panel, help, one, person, onHandOver }: PersonProps) {
  const name = titleOf(useEntity(usePeopleEntities().person), person);
  return (
    <li className={classes.person}>
      <Avatar name={name} person={person.id} size={24} />
      <div className={classes.words}>
        <span className={classes.name} dir="auto">
          {name}
        </span>
        <ul aria-label={`Why ${name} may need help`}>
          {one.needs.map((need) => (
            <NeedLine
              key={`${need.rule.rule} ${need.rule.on}`}
              panel={panel}
              help={help}
              need={need}
              person={{ id: person.id, name }}
              onHandOver={onHandOver}
            />
          ))}
        </ul>
      </div>
    </li>
  );
}

type NeedProps = Pick<PersonProps, 'panel' | 'help' | 'onHandOver'> & {
  readonly need: HelpNeed;
  readonly person: { readonly id: string; readonly name: string };
};

/** A reason with its figures: a press on it opens its records, and the button next to it offers the act that fits. */
function NeedLine({ panel, help, need, person, onHandOver }: NeedProps) {
  const formats = useFormats();
  const navigate = useNavigate();
  const entity = entityOf(useCatalogue(), need.rule.on);
  const { title, detail } = helpWords(need, { entity, days: help.days, formats });
  const filter = helpListFilter(need.rule, entity, { days: help.days, person: person.id });
  const where = allFilters(filter, panel.narrowing?.[need.rule.on]);
  const open = () =>
    void navigate({
      to: '/list/$pack/$name',
      params: kindParams(entity.name),
      search: { kind: 'grid', view: 'all', ...(where === undefined ? {} : { where }) },
    });
  return (
    <li className={classes.need}>
      <span className={classes.words}>
        <button type="button" className={classes.plain} onClick={open} title={`Open the records behind “${title}”`}>
          {title}
        </button>
        <span className={classes.detail}>{detail}</span>
      </span>
      <HelpAct
        need={need}
        entity={entity}
        where={where}
        person={person}
        teams={help.teams}
        asks={panel.asks}
        onOpen={open}
        onHandOver={onHandOver}
      />
    </li>
  );
}
