namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Initializers that go wrong in one process only: the first to come once the spec has opened the gate.</summary>
public static class FirstStart
{
    public const string Why = "the first one fails";

    public static void Fail(string gate)
    {
        if (Take(gate))
            throw new InvalidOperationException(Why);
    }

    public static void Hang(string gate)
    {
        if (Take(gate))
            Thread.Sleep(Timeout.Infinite);
    }

    /// <summary>Whether some process hangs.</summary>
    public static bool IsTaken(string gate) => File.Exists(gate + ".taken");

    private static bool Take(string gate)
    {
        try
        {
            File.Move(gate, gate + ".taken");
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
