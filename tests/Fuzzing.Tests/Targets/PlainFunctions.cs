namespace Troupe.Fuzzing.Tests.Targets;

/// <summary>Functions of an application.</summary>
public sealed class PlainFunctions
{
    public static int Add(int first, int second) => first + second;

    public static T Echo<T>(T value) => value;
}
