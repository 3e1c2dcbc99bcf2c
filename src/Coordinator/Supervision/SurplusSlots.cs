namespace Troupe.Supervision;

/// <summary>Which slots may be given up when there are more than are needed.</summary>
internal enum SurplusSlots
{
    /// <summary>None.</summary>
    Stay,

    /// <summary>Those whose worker has nothing to do.</summary>
    IdleLeave,

    /// <summary>Any; a busy worker finishes its jobs first.</summary>
    Leave,
}
