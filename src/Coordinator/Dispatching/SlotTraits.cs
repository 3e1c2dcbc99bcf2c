namespace Troupe.Dispatching;

/// <summary>What the choice of a worker depends on.</summary>
[Flags]
internal enum SlotTraits
{
    /// <summary>Nothing of it.</summary>
    None = 0,

    /// <summary>It has nothing to do and may be given something.</summary>
    Free = 1,

    /// <summary>It is busy with so little that a job that is tiny enough may join it.</summary>
    Little = 2,

    /// <summary>It is busy and may have room ahead for a job that is quick enough.</summary>
    Roomy = 4,

    /// <summary>It has jobs.</summary>
    Busy = 8,

    /// <summary>Its job waits for jobs of its own.</summary>
    Parked = 16,

    /// <summary>It is to end for good.</summary>
    Surplus = 32,

    /// <summary>Its worker has started and has not been told to end.</summary>
    Ready = 64,
}
