/** Events that have a sound. */
export type Sound = 'ready' | 'bound' | 'refused' | 'attention';

/** Notes of each sound: frequency in Hz, start and length in seconds. The sounds differ in shape. */
const notes: Readonly<Record<Sound, readonly (readonly [hertz: number, at: number, length: number])[]>> = {
  ready: [[880, 0, 0.09]],
  bound: [
    [660, 0, 0.1],
    [990, 0.11, 0.2],
  ],
  refused: [
    [330, 0, 0.18],
    [247, 0.2, 0.32],
  ],
  attention: [
    [523, 0, 0.09],
    [523, 0.14, 0.09],
    [440, 0.28, 0.2],
  ],
};

/** Well below speech, so that a hall full of desks stays bearable. */
const LOUDNESS = 0.12;

let context: AudioContext | null = null;
/** Number of notes that have not ended. */
let sounding = 0;

/**
 * Plays a sound; silent on a computer without a loudspeaker. The context runs only while a note sounds: one that runs keeps
 * computing silence, which keeps three processes and the sound device busy for as long as the station is open.
 */
export function play(sound: Sound): void {
  const audio = (context ??= new AudioContext());
  const { currentTime, destination } = audio;
  void audio.resume();
  for (const [hertz, at, length] of notes[sound]) {
    const tone = new OscillatorNode(audio, { type: 'triangle', frequency: hertz });
    const volume = new GainNode(audio, { gain: 0 });
    const begin = currentTime + at;
    volume.gain.setValueAtTime(0, begin);
    volume.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.01);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + length);
    tone.connect(volume).connect(destination);
    sounding += 1;
    tone.addEventListener('ended', () => {
      sounding -= 1;
      if (sounding === 0) void audio.suspend();
    });
    tone.start(begin);
    tone.stop(begin + length);
  }
}
