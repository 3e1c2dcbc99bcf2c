namespace Troupe.Cli.Lines;

/// <summary>An item that is done in this run.</summary>
/// <param name="Sequence">Its number among the items of this run, from 0.</param>
/// <param name="Index">Its index in the input, from 0; with <c>--resume</c>, that of an equal item whose result is missing.</param>
/// <param name="Key">What it is.</param>
/// <param name="Text">The item itself, when results are to show it.</param>
internal readonly record struct Item(long Sequence, long Index, ItemKey Key, string? Text);
