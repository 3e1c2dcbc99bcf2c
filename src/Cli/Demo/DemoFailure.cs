namespace Troupe.Cli.Demo;

/// <summary>A step did not do what it says.</summary>
internal sealed class DemoFailure(string message) : Exception(message)
{
    /// <summary>Requires what a step promises.</summary>
    /// <exception cref="DemoFailure">It does not hold.</exception>
    public static void Unless(bool holds, string otherwise)
    {
        if (!holds)
            throw new DemoFailure(otherwise);
    }
}
