namespace Troupe.Benchmarks;

/// <summary>What is measured together, contestant after contestant, so that all meet the same state of the machine.</summary>
internal enum Stage
{
    Calls,
    Maps,
    Echo,
    Starts,

    /// <summary>Jobs with work in them, and full queues: Troupe alone.</summary>
    Load,
}
