namespace Troupe.EndToEnd.Tests.State;

/// <summary>An object whose making does not end.</summary>
public sealed class NeverMade
{
    public NeverMade(string note)
    {
        File.WriteAllText(note, "");
        Thread.Sleep(Timeout.Infinite);
    }
}
