namespace Troupe;

/// <summary>What happens to a job that comes when the queue holds <c>ProcessPoolOptions.QueueCapacity</c> jobs.</summary>
public enum QueueFullMode
{
    /// <summary>The call waits for a permit; its task completes later by as much. <c>Submit</c>, which cannot wait, throws.</summary>
    Wait,

    /// <summary>The call throws <see cref="QueueFullException"/>.</summary>
    Throw,
}
