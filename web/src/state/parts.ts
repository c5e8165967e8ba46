/** One thing in a value that can agree or differ by itself: a chosen label, a span, a text. */
export interface Part {
  readonly id: string;
  readonly code: string;
  readonly text: string;
  /** Place in the palette, from 0; null for parts without a label. */
  readonly color: number | null;
}
