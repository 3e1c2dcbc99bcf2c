namespace Troupe.EndToEnd.Tests.Crashes;

/// <summary>Where on a job's way the fault happens.</summary>
public enum Phase
{
    ArgumentEncode,
    ArgumentDecode,
    Run,
    ResultEncode,
    ResultDecode,
    Idle,
    Initializer,
}
