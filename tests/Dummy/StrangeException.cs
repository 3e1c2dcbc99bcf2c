namespace Troupe.Tests.Dummy;

/// <summary>An exception that nobody but its own type can make.</summary>
public sealed class StrangeException : Exception
{
    private StrangeException(int number, string message)
        : base(message) => Number = number;

    public int Number { get; }

    /// <summary>Its data refers to itself.</summary>
    public static StrangeException Cyclic(string message)
    {
        var error = new StrangeException(7, message);
        error.Data["self"] = error;
        error.Data[new object()] = error.Data;
        return error;
    }
}
