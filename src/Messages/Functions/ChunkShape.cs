namespace Troupe.Messages.Functions;

/// <summary>How the items of a chunk are laid out.</summary>
internal enum ChunkShape
{
    /// <summary>Each item is the only argument (map): the layout of <c>PayloadCodec&lt;T1&gt;.WriteMany</c>.</summary>
    Items,

    /// <summary>
    /// Each item is a value tuple spread over two to four parameters (starmap): the layout of
    /// <c>PayloadCodec&lt;(T1, T2)&gt;.WriteMany</c>.
    /// </summary>
    Tuples,

    /// <summary>
    /// For functions called by name: each item is a length (variable-size number) and one UTF-8 JSON text, an array of all
    /// arguments when there are several.
    /// </summary>
    JsonTexts,

    /// <summary>
    /// For functions called by name: each item is a length and a line of UTF-8 text, which is the argument itself when the
    /// parameter is a string and a JSON text otherwise.
    /// </summary>
    RawLines,
}
