namespace Troupe;

/// <summary>
/// A function was called by a name, or with a number of arguments, that no public static method of an allowed assembly has.
/// The message lists the overloads there are and names that are near.
/// </summary>
public sealed class FunctionNotFoundException : Exception
{
    /// <summary>Creates an exception without a particular message.</summary>
    public FunctionNotFoundException()
    {
    }

    /// <summary>Creates an exception with a message only.</summary>
    public FunctionNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and its cause.</summary>
    public FunctionNotFoundException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates an exception that offers other names.</summary>
    public FunctionNotFoundException(string message, IReadOnlyList<string> nearNames)
        : base(message)
    {
        ArgumentNullException.ThrowIfNull(nearNames);
        NearNames = nearNames;
    }

    /// <summary>Up to five existing names, the nearest first; empty when none is near.</summary>
    public IReadOnlyList<string> NearNames { get; } = [];
}
