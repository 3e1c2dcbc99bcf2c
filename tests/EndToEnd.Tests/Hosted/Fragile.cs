namespace Troupe.EndToEnd.Tests.Hosted;

/// <summary>A message whose copy cannot be made.</summary>
public sealed class Fragile
{
    public Fragile(string text)
    {
        if (Environment.CommandLine.Contains("Troupe.WorkerNode", StringComparison.Ordinal))
            throw new InvalidOperationException("it broke on the way");
        Text = text;
    }

    public string Text { get; }
}
