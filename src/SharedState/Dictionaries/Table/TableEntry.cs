namespace Troupe.SharedState.Dictionaries.Table;

/// <summary>A key of a table that has a value, for the home.</summary>
/// <param name="Key">Where the key is.</param>
/// <param name="Word">Where its value is.</param>
internal readonly record struct TableEntry(uint Key, uint Word);
