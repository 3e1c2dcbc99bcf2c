namespace Troupe.Sessions;

/// <summary>What a pool that hosts an object knows of it.</summary>
/// <param name="Name">What it is, for texts.</param>
/// <param name="Factory">Makes it, in the worker, at each start; null when it is an actor.</param>
/// <param name="Lost">Told of each loss; says whether the object is to be started again. Must not wait.</param>
internal sealed record HostedInstanceSetup(string Name, Delegate? Factory, Func<WorkerLostException, bool> Lost)
{
    /// <summary>What calls get after the end.</summary>
    public const string Disposed = "The hosted object, or its pool, was disposed; it no longer accepts calls.";

    /// <summary>The actor that is hosted; null when the object is none.</summary>
    public IHostedActor? Actor { get; init; }

    /// <summary>What the dispatcher knows of it: not how it is made, which the workers are told in their settings.</summary>
    /// <param name="ended">Told of the loss after which it is not started again.</param>
    public HostedInstanceSetup ForDispatcher(Action<WorkerLostException> ended)
    {
        var lost = Lost;
        return this with { Factory = null, Lost = StartsAgain };

        bool StartsAgain(WorkerLostException error)
        {
            if (lost(error))
                return true;
            ended(error);
            return false;
        }
    }
}
