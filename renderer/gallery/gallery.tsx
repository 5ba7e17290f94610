import { CircleAlert, CircleCheck, CreditCard, LoaderCircle, RefreshCw, Search, X } from 'lucide-react';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { Choice } from '../design/choice.js';
import { Dialog } from '../design/dialog.js';
import { Empty } from '../design/empty.js';
import { Facts } from '../design/facts.js';
import { Notice } from '../design/notice.js';
import { Progress } from '../design/progress.js';
import { play, type Sound } from '../design/sounds.js';

const colours = [
  'ground',
  'surface',
  'surface-2',
  'line',
  'line-strong',
  'ink',
  'ink-2',
  'brand',
  'brand-soft',
  'focus',
  'good',
  'good-soft',
  'warn',
  'warn-soft',
  'bad',
  'bad-soft',
  'training',
  'training-stripe',
];
const sizes = ['s', 'm', 'l', 'xl', 'xxl'];
const spaces = ['1', '2', '3', '4', '5', '6'];
const sounds: readonly Sound[] = ['ready', 'bound', 'refused', 'attention'];
const themes = ['light', 'dark', 'contrast'] as const;

/** Every component in every state on one page, for developers who design or change one. Not part of the product. */
export function Gallery(): ReactElement {
  const [theme, setTheme] = useState<(typeof themes)[number]>('light');
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <main className="gallery">
      <h1>Gallery</h1>
      <Choice title="Theme" value={theme} options={themes.map((value) => ({ value, word: value }))} onChoose={setTheme} />
      <Part title="Colours">
        {colours.map((colour) => (
          <figure key={colour} className="swatch">
            <span style={{ background: `var(--${colour})` }} />
            <figcaption>{colour}</figcaption>
          </figure>
        ))}
      </Part>
      <Part title="Type and space">
        <div className="gallery-column">
          {sizes.map((size) => (
            <p key={size} style={{ fontSize: `var(--text-${size})` }}>
              text-{size}: Zoë Müller-Weiß takes card bc88f13f
            </p>
          ))}
          <p className="mono">mono: 3b8d0180fba000000397425446590301c8</p>
          <p className="quiet">quiet: what stands beside what counts</p>
        </div>
        {spaces.map((space) => (
          <figure key={space} className="swatch">
            <span className="gap" style={{ width: `var(--space-${space})` }} />
            <figcaption>space-{space}</figcaption>
          </figure>
        ))}
      </Part>
      <Part title="Buttons">
        <button type="button" className="button primary">
          Bind
        </button>
        <button type="button" className="button primary" disabled>
          Bind
        </button>
        <button type="button" className="button">
          Cancel
        </button>
        <button type="button" className="button" disabled>
          Cancel
        </button>
        <button type="button" className="button plain">
          <RefreshCw aria-hidden size={18} /> Refresh
        </button>
        <button type="button" className="button plain" disabled>
          <RefreshCw aria-hidden size={18} /> Refresh
        </button>
        <button type="button" className="button held-focus">
          Has the focus
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            setOpen(true);
          }}
        >
          Open a dialog
        </button>
        {sounds.map((sound) => (
          <button
            key={sound}
            type="button"
            className="button"
            onClick={() => {
              play(sound);
            }}
          >
            Sound: {sound}
          </button>
        ))}
      </Part>
      <Part title="Fields">
        <label className="field">
          Name
          <input className="input" placeholder="DOMAIN\name" />
        </label>
        <label className="field">
          Sort by
          <select>
            <option>oldest first</option>
            <option>name</option>
          </select>
        </label>
        <label className="field">
          Cannot be changed
          <input className="input" value="locked" disabled readOnly />
        </label>
        <div className="search-field">
          <Search aria-hidden size={20} />
          <input className="input" aria-label="Search" defaultValue="Gonçalves" />
          <button type="button" className="button plain" aria-label="Clear">
            <X aria-hidden size={20} />
          </button>
        </div>
      </Part>
      <Part title="Notices, tags and states">
        <div className="gallery-column">
          <Notice tone="quiet" title="Quiet" text="Something to know, nothing to do." />
          <Notice tone="warn" title="Warning" text="Look before you go on." />
          <Notice tone="bad" title="Refusal" text="It was not done; what to do next stands here." />
          <p className="card-state good">
            <CircleCheck aria-hidden size={20} /> Ready to bind
          </p>
          <p className="card-state quiet">
            <LoaderCircle aria-hidden size={20} className="turning" /> Reading the card…
          </p>
          <Progress title="Reading the file…" done={0.4} />
          <Progress title="The duration is unknown…" done={null} />
          <p>
            <span className="tag training-tag">training</span> <span className="tag bad-tag">7</span>
          </p>
        </div>
        <Facts
          facts={[
            { name: 'Person', value: 'Noor van der Velden' },
            { name: 'Card id', value: 'bc88f13f-83ba-4037-8262-46eba1291c6e', mono: true },
            {
              name: 'A very long name of a fact',
              value: 'a value that has to be broken over several lines because it does not fit beside its name',
            },
          ]}
        />
      </Part>
      <Part title="Rows, and where there are none">
        <div className="panel gallery-rows">
          <Row tone="good" title="Noor van der Velden" text="Bound" isChosen />
          <Row tone="warn" title="Jérôme Gonçalves" text="Waits for the server" />
          <Row tone="bad" title="Maximiliane Freifrau von und zu Hohenstein-Schillingsfürst" text="Refused by the server" />
        </div>
        <div className="panel gallery-rows">
          <Empty
            icon={CreditCard}
            title="No request waits for a card"
            hint="New requests appear here by themselves as soon as they are approved."
          />
        </div>
      </Part>
      {isOpen && (
        <Dialog
          title="A dialog"
          testId="gallery-dialog"
          onClose={() => {
            setOpen(false);
          }}
        >
          <p>It takes the focus, keeps it, and gives it back when it goes.</p>
          <footer className="dialog-foot">
            <Button
              className="button primary"
              autoFocus
              onPress={() => {
                setOpen(false);
              }}
            >
              Close
            </Button>
          </footer>
        </Dialog>
      )}
    </main>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className="gallery-part">
      <h2>{title}</h2>
      <div className="gallery-items">{children}</div>
    </section>
  );
}

interface RowProps {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly title: string;
  readonly text: string;
  readonly isChosen?: boolean;
}

function Row({ tone, title, text, isChosen = false }: RowProps): ReactElement {
  const Icon = tone === 'good' ? CircleCheck : CircleAlert;
  return (
    <button type="button" className={`row ${tone}`} aria-current={isChosen}>
      <Icon aria-hidden size={24} />
      <span className="row-text">
        <strong>{title}</strong>
        <span className="row-tone">{text}</span>
      </span>
      <span className="quiet">5 min. ago</span>
    </button>
  );
}
