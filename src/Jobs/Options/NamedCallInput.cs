namespace Troupe;

/// <summary>What the items of a function called by name are.</summary>
public enum NamedCallInput
{
    /// <summary>Each item is the JSON text of the one argument.</summary>
    JsonArguments,

    /// <summary>Each item is a line: the argument itself when the parameter is a string, else its JSON text.</summary>
    RawLines,
}
