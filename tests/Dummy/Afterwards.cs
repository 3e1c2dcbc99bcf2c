namespace Troupe.Tests.Dummy;

/// <summary>What a job does once it has done its damage.</summary>
public enum Afterwards
{
    /// <summary>It returns.</summary>
    Return,

    /// <summary>It ends its process at once.</summary>
    End,

    /// <summary>It returns, and its process ends a moment later.</summary>
    EndSoonAfterwards,

    /// <summary>It never returns.</summary>
    Hold,
}
