namespace Troupe.SharedState;

/// <summary>A user's handle of a shared object: a shell around its reference, recreated wherever it arrives.</summary>
/// <typeparam name="THandle">The handle's own type.</typeparam>
internal interface ISharedHandle<THandle>
    where THandle : ISharedHandle<THandle>
{
    /// <summary>What the handle is, for texts.</summary>
    static abstract string Kind { get; }

    /// <summary>Whether the object keeps track of the jobs that its parts are passed to.</summary>
    static virtual bool IsTrackedWhenTransferred => false;

    static abstract THandle Bind(SharedReference reference, byte part);

    /// <summary>Which part of the object the handle is of, such as an end of a pipe; 0 where there is only one.</summary>
    byte Part => 0;

    SharedReference Reference { get; }
}
