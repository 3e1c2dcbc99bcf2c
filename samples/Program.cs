using Troupe.Samples;

if (args is ["embedding"])
{
    await Embedding.RunAsync();
    return;
}

Console.WriteLine("""
    Samples of Troupe. Functions for 'troupe map Troupe.Samples.dll <function>':
      Troupe.Samples.Files.Sha256      the SHA-256 hash of a file
      Troupe.Samples.Files.CountLines  the lines of a file
      Troupe.Samples.Numbers.IsPrime   whether a number is prime
    Programs, by name:
      embedding                        a pool inside an app
    """);
