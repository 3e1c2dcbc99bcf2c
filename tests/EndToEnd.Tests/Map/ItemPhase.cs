namespace Troupe.EndToEnd.Tests.Map;

/// <summary>Where on its way a bad item goes wrong.</summary>
public enum ItemPhase
{
    /// <summary>In the caller's process.</summary>
    ArgumentEncode,

    ArgumentDecode,

    Run,

    ResultEncode,

    /// <summary>In the caller's process.</summary>
    ResultDecode,
}
