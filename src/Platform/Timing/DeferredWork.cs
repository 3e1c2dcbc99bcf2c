namespace Troupe.Platform.Timing;

/// <summary>What is left to another thread than the one that has decided it.</summary>
internal abstract class DeferredWork
{
    /// <summary>Does all of it.</summary>
    public abstract void Run();
}
