namespace Troupe.Actors;

/// <summary>Answers that tell how a request ended rather than what it yielded.</summary>
public abstract record Status
{
    private Status()
    {
    }

    /// <summary>Makes <see cref="ActorRef.AskAsync{T}"/> throw.</summary>
    /// <param name="Cause">What it throws.</param>
    public sealed record Failure(Exception Cause) : Status;
}
