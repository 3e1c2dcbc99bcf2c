namespace Troupe.Tests.Dummy;

/// <summary>Can be made anywhere but in a job.</summary>
public sealed class ConstructorThrows
{
    public ConstructorThrows()
    {
        if (JobContext.TryGetCurrent() is not null)
            throw new InvalidOperationException(Dying.Message);
    }

    public int Value { get; set; }
}
