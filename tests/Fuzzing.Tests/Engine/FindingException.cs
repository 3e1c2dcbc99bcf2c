namespace Troupe.Fuzzing.Tests.Engine;

/// <summary>A target did what it must not. The text names the input, so that it can be added to the corpus.</summary>
internal sealed class FindingException : Exception
{
    public FindingException()
    {
    }

    public FindingException(string message)
        : base(message)
    {
    }

    public FindingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
