namespace Troupe.Supervision;

/// <summary>Where a pool's actors live.</summary>
/// <param name="OpenAsync">Makes them; they take the pool over by themselves.</param>
/// <param name="IsApplications">Whether the system is the application's: what is in it lives until it is stopped.</param>
internal sealed record ActorsLocation(Func<PoolActorsSetup, Task<IPoolActors>> OpenAsync, bool IsApplications);
