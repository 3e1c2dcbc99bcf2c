namespace Troupe.Shared;

/// <summary>A user's handle of a shared object: a shell around its reference, made anew wherever it arrives.</summary>
/// <typeparam name="THandle">The handle's own type.</typeparam>
internal interface ISharedHandle<THandle>
    where THandle : ISharedHandle<THandle>
{
    /// <summary>What the handle is, for people.</summary>
    static abstract string Kind { get; }

    static abstract THandle Bind(SharedReference reference);

    SharedReference Reference { get; }
}
