namespace Troupe.SharedState;

/// <summary>Where a shared object lives.</summary>
/// <param name="Space">The process: its space's number.</param>
/// <param name="Number">The object there; who knows it may use the object.</param>
internal readonly record struct SharedAddress(ulong Space, ulong Number);
