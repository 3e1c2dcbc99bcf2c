namespace Troupe.Coordination;

/// <summary>A hosted object as the pool sees it that it ends with.</summary>
internal interface IHostedObject
{
    /// <summary>Completes when no call of it waits or runs.</summary>
    Task DrainedAsync();

    /// <summary>Ends it; with <paramref name="kill"/> at once.</summary>
    Task EndAsync(bool kill);
}
