namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Small jobs of all kinds.</summary>
public static class Work
{
    private static int s_number = 1;

    public static int Pid() => Environment.ProcessId;

    public static int Sleep(int milliseconds)
    {
        Thread.Sleep(milliseconds);
        return Environment.ProcessId;
    }

    public static int Same(int x) => x;

    public static int FailOn(int x, int bad) => x == bad ? throw new InvalidDataException($"item {x} is bad") : x * 10;

    /// <summary>Changes a static of the worker and tells what it is now.</summary>
    public static int RaiseNumber() => ++s_number;

    public static (int Number, int Pid) RaiseNumberAndTellPid() => (RaiseNumber(), Environment.ProcessId);

    public static int Number() => s_number;

    public static void SetNumber(int value) => s_number = value;

    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    public static string Folder() => Environment.CurrentDirectory;

    public static string? ReadLine() => Console.ReadLine();

    public static int Throw(string message) => throw new InvalidOperationException(message);

    /// <summary>Fills its standard output and error: no newline, and bytes that are not UTF-8.</summary>
    public static long Flood(int mebibytes)
    {
        var block = new byte[1 << 20];
        block.AsSpan().Fill(0xFF);
        using var output = Console.OpenStandardOutput();
        using var error = Console.OpenStandardError();
        for (var i = 0; i < mebibytes; i++)
        {
            output.Write(block);
            if (i % 4 == 0)
                error.Write(block);
        }
        return (long)mebibytes << 20;
    }

    public static void Say(string line)
    {
        Console.WriteLine(line);
        Console.Error.WriteLine("error: " + line);
    }

    public static void SayAndExit(string line)
    {
        Say(line);
        Environment.Exit(3);
    }

    public static void SayAndPass(string line, string gate)
    {
        Say(line);
        Gate.Pass(gate);
    }

    public static long Length(byte[] bytes) => bytes.LongLength;

    public static byte[] Bytes(int length) => new byte[length];
}
