using Troupe.Jobs.Nested;

namespace Troupe.Jobs.Pools;

/// <summary>The pool that runs a job, as that job has it.</summary>
internal sealed class NestedPool : IProcessPool
{
    public static readonly NestedPool Instance = new();

    private NestedPool()
    {
    }

    public int Workers => NestedBackend.Instance.Workers;

    IPoolBackend IProcessPool.Backend => NestedBackend.Instance;
}
