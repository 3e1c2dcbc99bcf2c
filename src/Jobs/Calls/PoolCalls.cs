namespace Troupe.Jobs.Calls;

/// <summary>The one beginning of all calls by delegate.</summary>
internal static class PoolCalls
{
    public static Call Begin(this IProcessPool pool, Delegate function) => Call.Begin(pool.Backend, function);
}
