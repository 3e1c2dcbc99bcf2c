using Troupe.Jobs;

namespace Troupe.Hosting;

/// <summary>Where a hosted object lives: a process of its own, or its part of a shared one.</summary>
internal interface IHostedPlace
{
    /// <summary>Where its calls go.</summary>
    IPoolBackend Calls { get; }

    /// <summary>The process; 0 while there is none.</summary>
    int Pid { get; }

    /// <summary>Takes no more calls, lets those that were made end, for a bounded time, and gives the place up. May be called again.</summary>
    Task EndAsync();

    /// <summary>Gives the place up at once.</summary>
    Task KillAsync();
}
