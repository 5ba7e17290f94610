import { CircleAlert, Dot } from 'lucide-react';
import { useEffect, type ReactElement } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { NotAllowed, useIsAllowed } from '../design/is-allowed.js';
import { useTranslation } from '../i18n/i18n.js';
import { RolesSection } from '../roles/roles-section.js';
import { isDialogOpen } from '../state/screens.js';
import { changesOf, loadForm, openTopic, save, useDraft, wrongKeys } from './draft-state.js';
import { EffectiveSettings } from './effective-settings.js';
import { topicOf, topics, type Topic } from './fields.js';
import { PreferencesForm } from './preferences-form.js';
import { SaveBar } from './save-bar.js';
import { TopicForm } from './topic-form.js';
import './settings.css';

/** Topics that every role may see. */
const open: readonly Topic[] = ['you', 'all'];

/** The operator's preferences, and the station's settings by topic, which are saved together. */
export function Settings(): ReactElement {
  const { t } = useTranslation();
  const mayChange = useIsAllowed('settings/save');
  const shown = mayChange ? topics : open;
  const chosen = useDraft((state) => state.topic);
  const topic = shown.includes(chosen) ? chosen : 'you';

  useEffect(() => {
    if (!mayChange) return undefined;
    void loadForm();
    const listen = (event: KeyboardEvent): void => {
      const isSave = event.key.toLowerCase() === 's' && event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey;
      if (!isSave || event.defaultPrevented || isDialogOpen()) return;
      event.preventDefault();
      void save();
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, [mayChange]);

  return (
    <main className="setup" data-testid="settings">
      <Tabs
        className="setup-tabs"
        orientation="vertical"
        selectedKey={topic}
        onSelectionChange={(key) => {
          openTopic(topics.find((one) => one === key) ?? 'you');
        }}
      >
        <div className="setup-side">
          <h1>{t('settings.title')}</h1>
          <TabList className="setup-topics" aria-label={t('setup.topicsTitle')}>
            {shown.map((one) => (
              <Tab key={one} id={one} className="setup-tab" data-topic={one}>
                <span>{t(`setup.topics.${one}`)}</span>
                <Mark topic={one} />
              </Tab>
            ))}
          </TabList>
        </div>
        {shown.map((one) => (
          <TabPanel key={one} id={one} className="setup-panel">
            {one === 'you' && (
              <>
                <NotAllowed call="settings/save" />
                <PreferencesForm />
                <RolesSection />
              </>
            )}
            {one === 'all' && <EffectiveSettings />}
            {one !== 'you' && one !== 'all' && <TopicForm topic={one} />}
          </TabPanel>
        ))}
      </Tabs>
      <SaveBar />
    </main>
  );
}

/** Marks a topic with changes or problems. */
function Mark({ topic }: { readonly topic: Topic }): ReactElement | null {
  const { t } = useTranslation();
  const state = useDraft();
  if (wrongKeys(state).some((key) => topicOf(key) === topic)) {
    return (
      <span className="setup-mark bad" title={t('setup.hasMistake')}>
        <CircleAlert aria-hidden size={18} />
        <span className="hidden">{t('setup.hasMistake')}</span>
      </span>
    );
  }
  if (!changesOf(state).some((change) => topicOf(change.change === 'pin' ? 'kiosk.pinHash' : change.key) === topic)) return null;
  return (
    <span className="setup-mark" title={t('setup.changed')}>
      <Dot aria-hidden size={28} />
      <span className="hidden">{t('setup.changed')}</span>
    </span>
  );
}
