namespace Troupe.Tests.Dummy;

/// <summary>An exception of the program's own that can be made from its message.</summary>
public sealed class OwnException(string message) : Exception(message)
{
    public static int Throw(string message) => throw new OwnException(message);
}
